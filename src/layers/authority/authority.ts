/** The layer `authority`: the record of what is begun, and the cluster’s authorities on every control plane. */
import { CREATION_PATH } from '../../base/creation.ts';
import { canonicalJson } from '../../base/json.ts';
import { type DesiredChange, filePut } from '../../plan/desired.ts';
import { late } from '../../plan/late.ts';
import type { Layer } from '../layer.ts';
import { authoritiesMade, authoritiesThere, begun, kubernetesReady } from '../milestones.ts';
import { controlPlanesOf } from '../seat.ts';
import { refuseNobodyWhole, refuseOthers } from './damaged.ts';

export const AUTHORITY: Layer = {
  name: 'authority',
  changes: input => {
    if (input.spec.kubernetes !== null) refuseNobodyWhole(input);
    const planes = controlPlanesOf(input);
    if (planes === null) return [];
    const { authorities, creation } = planes;
    refuseOthers(input, authorities.host);
    const content = `${canonicalJson(creation)}\n`;
    const members = planes.hosts.filter(({ host }) =>
      creation.members.some(({ name }) => name === host.name),
    );
    const records = members.map(
      ({ host }): DesiredChange => ({
        id: `${host.name}/creation`,
        host: host.name,
        steps: [filePut('record', { path: CREATION_PATH, content, mode: '0600' })],
        needs: [],
        gives: [begun(host.name)],
      }),
    );
    // Nobody makes authorities before every member knows that a creation has begun.
    const mint: DesiredChange = {
      id: `${authorities.host}/authorities`,
      host: authorities.host,
      steps: [{ id: 'mint', verb: { do: 'authority.mint', version: input.bundle.kubernetes ?? '' } }],
      needs: [kubernetesReady(authorities.host), ...members.map(({ host }) => begun(host.name))],
      gives: [authoritiesMade(), authoritiesThere(authorities.host)],
    };
    const copies = planes.hosts
      .filter(({ host }) => host.name !== authorities.host)
      .map(
        ({ host }): DesiredChange => ({
          id: `${host.name}/authorities`,
          host: host.name,
          steps: [
            {
              id: 'put',
              verb: {
                do: 'authority.put',
                authorities: late('authorities'),
                digest: authorities.digest ?? late('authorities-digest'),
              },
            },
          ],
          needs: [authoritiesMade(), ...members.map(member => begun(member.host.name))],
          gives: [authoritiesThere(host.name)],
        }),
      );
    return [...records, mint, ...copies];
  },
};
