/** Shell programs as constant text: values never become part of them, they come as arguments and on standard input. */

export type ShellText = string & { readonly shellText: unique symbol };

/** A template tag that takes no values, so that interpolation does not compile. `\${` stands for the shell's own `${`. */
export function sh(strings: TemplateStringsArray): ShellText {
  return strings.raw.join('').replaceAll('\\${', '${') as ShellText;
}

/** Functions that several programs share, put before one that calls them: constant texts make a constant text. */
export function withShell(functions: ShellText, text: ShellText): ShellText {
  return `${functions}${text}` as ShellText;
}
