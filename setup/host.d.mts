/** Types of host.mjs. */
export declare function which(program: string): string | undefined;
export declare function osRelease(text?: string): { id: string; version: string; name: string };
export declare function isRoot(): boolean;
export declare function notDebian(): string | undefined;
export declare function missingCapabilities(status?: string): string[];
export declare function noLabBecause(): string | undefined;
export declare function missingPackages(packages: readonly { name: string }[]): string[];
export declare function goVersionOf(text: string): [number, number] | undefined;
export declare function goStanding(version: readonly [number, number]): 'ready' | 'fetches' | 'missing';
