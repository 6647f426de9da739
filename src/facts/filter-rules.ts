/** The fact `filter rules`: what is asked of packets before a program on the host gets them, rule by rule. */
import { sh } from '../base/shell-text.ts';
import type { FactSource } from './fact.ts';

export interface FilterChain {
  /** In whose words its rules are. */
  syntax: 'nft' | 'iptables';
  /** Family, table and name with nft; table and name with iptables. */
  name: string;
  /** Whether packets for the host come to it by themselves; the others are jumped to. */
  isEntry: boolean;
  /** In their order. */
  rules: readonly string[];
}

/**
 * Lines `chain=SYNTAX ENTRY NAME` (ENTRY: yes or no), each followed by its `rule=`s. The tables of kube-proxy and of CNI
 * plugins have thousands of rules, none of which stands before a program. What iptables has put into nft is read as
 * iptables says it; the VIP is of IPv4. iptables-legacy-save without a table loads no module.
 */
const TEXT = sh`
if command -v nft >/dev/null; then
  nft -s -t list ruleset 2>/dev/null | awk -v other="$(command -v iptables-save)" '
    $1 == "table" {
      table = $2 " " $3
      skip = ($2 != "ip" && $2 != "inet") || $3 == "kube-proxy"
      if (other != "" && $2 == "ip" && $3 ~ /^(filter|mangle|raw|nat|security)$/) skip = 1
      next
    }
    skip { next }
    $1 == "chain" && NF > 2 { chain = $2; entry = "no"; told = 0; next }
    chain == "" { next }
    $1 == "}" { chain = ""; next }
    $1 == "type" && / hook / { if (/ hook (input|prerouting) / && $2 == "filter") entry = "yes"; next }
    NF > 0 {
      if (!told) { print "chain=nft " entry " " table " " chain; told = 1 }
      sub(/^[ \t]+/, "")
      print "rule=" $0
    }'
fi
for program in iptables-save iptables-legacy-save; do
  command -v "$program" >/dev/null || continue
  "$program" 2>/dev/null | awk '
    /^\*/ { table = substr($1, 2); next }
    table != "filter" && table != "mangle" && table != "raw" { next }
    $1 == "-A" && $2 !~ /^(KUBE|CNI|FLANNEL|cali)-?/ {
      if ($2 " " table != last) {
        entry = ($2 == "INPUT" || $2 == "PREROUTING") ? "yes" : "no"
        print "chain=iptables " entry " " table " " $2
        last = $2 " " table
      }
      print "rule=" $0
    }'
done
exit 0
`;

export const FILTER_RULES: FactSource<readonly FilterChain[]> = {
  name: 'filter rules',
  text: TEXT,
  args: [],
  parse: parseFilterRules,
  simulate: () => [],
};

/** Reads what the text prints; a chain whose rules come in parts, or twice, is one. */
export function parseFilterRules(stdout: string): FilterChain[] {
  const chains = new Map<string, FilterChain & { rules: string[] }>();
  let at: string[] | undefined;
  for (const line of stdout.split('\n')) {
    const begin = /^chain=(nft|iptables) (yes|no) (.+)$/.exec(line);
    if (begin !== null) {
      const [, syntax, entry, name = ''] = begin;
      const key = `${syntax} ${name}`;
      const chain = chains.get(key) ?? {
        syntax: syntax === 'nft' ? 'nft' : 'iptables',
        name,
        isEntry: entry === 'yes',
        rules: [],
      };
      chains.set(key, chain);
      at = chain.rules;
    } else if (line.startsWith('rule=') && at?.includes(line.slice(5)) === false) at.push(line.slice(5));
  }
  return [...chains.values()];
}
