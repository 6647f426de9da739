/** Types of packages.mjs. */
export interface DebianPackage {
  name: string;
  for: string;
}
export declare const LAB_PACKAGES: readonly DebianPackage[];
export declare const CHECK_PACKAGES: readonly DebianPackage[];
