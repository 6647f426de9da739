/** The fact `system`: distribution, architecture, and what kind of machine it is. */
import { sh } from '../base/shell-text.ts';
import type { FactSource } from './fact.ts';

export interface SystemFact {
  /** `ID` of os-release(5), as `debian`. */
  osId: string;
  /** `VERSION_ID` of os-release(5), as `13`. */
  osVersion: string;
  /** Debian's word, as `amd64`. */
  architecture: string;
  /** What systemd-detect-virt(1) says: `none`, `kvm`, `systemd-nspawn`, … */
  virtualization: string;
}

const TEXT = sh`
. /etc/os-release
printf '%s\n%s\n%s\n%s\n' "$ID" "$VERSION_ID" "$(dpkg --print-architecture 2>/dev/null)" "$(systemd-detect-virt 2>/dev/null || true)"
`;

export const SYSTEM: FactSource<SystemFact> = {
  name: 'system',
  text: TEXT,
  args: [],
  parse: stdout => {
    const [osId = '', osVersion = '', architecture = '', virtualization = ''] = stdout.split('\n');
    return { osId, osVersion, architecture, virtualization: virtualization || 'none' };
  },
  simulate: ({ nature }) => ({
    osId: nature.osId,
    osVersion: nature.osVersion,
    architecture: nature.architecture,
    virtualization: nature.virtualization,
  }),
};
