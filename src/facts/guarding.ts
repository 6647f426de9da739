/** The fact `guarding`: whether this host's Keepalived is to run, now and after a boot. */
import { sh } from '../base/shell-text.ts';
import type { FactSource } from './fact.ts';

/** systemctl(1): a unit is enabled by its link; asking systemd itself would be one process more. */
const TEXT = sh`
[ ! -L /etc/systemd/system/multi-user.target.wants/keepalived.service ] || echo yes
`;

export const GUARDING: FactSource<boolean> = {
  name: 'guarding',
  text: TEXT,
  args: [],
  parse: stdout => stdout.includes('yes'),
  simulate: ({ units }) => {
    const unit = units.get('keepalived.service');
    return unit?.enabled === true && !unit.masked;
  },
};
