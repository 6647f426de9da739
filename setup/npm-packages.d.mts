/** Types of npm-packages.mjs. */
export interface LockedPackage {
  version?: string;
  integrity?: string;
  optional?: boolean;
  os?: string | string[];
  cpu?: string | string[];
  libc?: string | string[];
}
export declare function lockDigest(root: string): string;
export declare function npmPackagesFit(root: string): boolean;
export declare function stampNpmPackages(root: string): void;
export declare function sameInstallation(
  wanted: Readonly<Record<string, LockedPackage>>,
  installed: Readonly<Record<string, LockedPackage>>,
): boolean;
