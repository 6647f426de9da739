/** The doors to a cluster's hosts, as the spec says how to reach them. */
import { join } from 'node:path';
import type { Folders } from '../base/xdg.ts';
import { sshTarget } from '../checks/ssh-target.ts';
import type { Door } from '../hosts/host.ts';
import { opensshShell } from '../hosts/openssh.ts';
import { shellDoor } from '../hosts/shell-door.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';

/** Nothing is connected yet; connections end by themselves, a minute after their last command. */
export function doorsOf(spec: ResolvedSpec, folders: Folders): Door[] {
  const sockets = join(folders.runtime, 'ssh');
  return spec.hosts.map(host => shellDoor(opensshShell(sshTarget(spec, host), sockets)));
}
