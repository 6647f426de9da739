/** The Debian mirror that this host uses, read from its apt configuration (sources.list(5)). */

/** A text of /etc/apt: the one-line style, or deb822 for names that end in .sources. */
export interface SourcesFile {
  name: string;
  text: string;
}

/** The first base URI of a Debian archive (not of its security updates); undefined when there is none. */
export function debianMirror(files: readonly SourcesFile[]): string | undefined {
  for (const file of files) {
    const uris = file.name.endsWith('.sources') ? urisOfStanzas(file.text) : urisOfLines(file.text);
    const found = uris.find(uri => /^(https?|file|cdrom|copy):/.test(uri) && /\/debian\/?$/.test(uri));
    if (found !== undefined) return found.replace(/\/$/, '');
  }
  return undefined;
}

function urisOfLines(text: string): string[] {
  return text.split('\n').flatMap(line => {
    const [, uri] = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)/.exec(line) ?? [];
    return uri === undefined ? [] : [uri];
  });
}

function urisOfStanzas(text: string): string[] {
  return text.split(/\n\s*\n/).flatMap(stanza => {
    const fields = fieldsOf(stanza);
    const isBinary = fields.get('types')?.split(/\s+/).includes('deb') ?? false;
    const enabled = (fields.get('enabled') ?? 'yes') !== 'no';
    return isBinary && enabled ? (fields.get('uris')?.split(/\s+/).filter(Boolean) ?? []) : [];
  });
}

/** deb822 fields by their lower-case names; continuation lines are joined, comments left out. */
function fieldsOf(stanza: string): Map<string, string> {
  const fields = new Map<string, string>();
  let last: string | undefined;
  for (const line of stanza.split('\n')) {
    if (line.startsWith('#')) continue;
    const [, name, value] = /^([A-Za-z-]+):\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) {
      last = name.toLowerCase();
      fields.set(last, value.trim());
    } else if (last !== undefined && /^\s/.test(line)) {
      fields.set(last, `${fields.get(last) ?? ''} ${line.trim()}`.trim());
    }
  }
  return fields;
}
