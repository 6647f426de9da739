/** This machine's architecture in Debian's words. */

/** `amd64`, `arm64`: Debian and Go agree on these two. */
export function debianArchitecture(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch;
}
