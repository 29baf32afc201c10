// The address of a link as a page writes it.

/** An address as it is written between the brackets of a link. */
export function written(href: string): string {
  const plain = href.trim().replace(/[\n<>]/g, '')
  return /[\s()]/.test(plain) ? `<${plain}>` : plain
}
