/** Shell programs as constant text: values never become part of them, they come as arguments and on standard input. */

export type ShellText = string & { readonly shellText: unique symbol };

/** A template tag that takes no values, so that interpolation does not compile. */
export function sh(strings: TemplateStringsArray): ShellText {
  return strings.raw.join('') as ShellText;
}
