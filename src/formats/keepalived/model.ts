/** A Keepalived configuration as statements, some with a block of statements: enough for ours and for anybody's. */

export interface Statement {
  /** `virtual_router_id 51` is ['virtual_router_id', '51']. */
  words: readonly [string, ...string[]];
  /** Null where there are no braces. */
  block: readonly Statement[] | null;
}

export interface KeepalivedFile {
  statements: readonly Statement[];
}
