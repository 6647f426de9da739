/** The verb `program.put`, its pure half: programs from the bundle in a folder of their version, and links to them. */
import type { Observation } from '../../base/observation.ts';

export interface ProgramPut {
  do: 'program.put';
  /** Absolute, as `/opt/barque/containerd/2.4.2`. */
  folder: string;
  programs: readonly {
    /** File name in the folder. */
    name: string;
    /** Path in the bundle. */
    file: string;
    /** SHA-256 in hexadecimal. */
    sha256: string;
    /** Bytes. */
    size: number;
  }[];
  /** Symbolic links, made or switched in one rename each: absolute path → target. */
  links: Readonly<Record<string, string>>;
  /** The bundle as the host sees it, an absolute path; null: it does not, and the files are sent. */
  onHost: string | null;
}

export function afterProgramPut(verb: ProgramPut): Observation {
  return {
    ...Object.fromEntries(verb.programs.map(({ name, sha256 }) => [name, sha256])),
    ...verb.links,
  };
}
