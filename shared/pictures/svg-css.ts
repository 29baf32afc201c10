// Reads CSS of a picture in one pass. Its rules and comments are not found by patterns: those begin anew at
// each letter, so that 40 kB without a single brace took seconds.

/** The same, with a space for each comment; one that does not end is none. */
export function withoutComments(css: string): string {
  const kept: string[] = []
  let from = 0
  for (;;) {
    const start = css.indexOf('/*', from)
    const end = start < 0 ? -1 : css.indexOf('*/', start + 2)
    if (end < 0) return kept.join('') + css.slice(from)
    kept.push(css.slice(from, start), ' ')
    from = end + 2
  }
}

interface CssRule {
  readonly selector: string
  readonly body: string
}

/** Rules of the shape `selector { body }`, with no brace in either. */
export function rulesIn(css: string): readonly CssRule[] {
  const rules: CssRule[] = []
  let before = -1
  let opened: { readonly selector: string; readonly from: number } | null = null
  for (const { 0: brace, index } of css.matchAll(/[{}]/g)) {
    if (brace === '{') opened = { selector: css.slice(before + 1, index), from: index + 1 }
    else {
      if (opened !== null && opened.selector !== '')
        rules.push({ selector: opened.selector, body: css.slice(opened.from, index) })
      opened = null
    }
    before = index
  }
  return rules
}

const IN_NAME = /[\w-]/

/** The names of the functions that a value calls: the word before each `(`, with white space between. */
export function callsIn(value: string): readonly string[] {
  return value
    .split('(')
    .slice(0, -1)
    .flatMap((before) => {
      const upTo = before.trimEnd()
      let from = upTo.length
      while (from > 0 && IN_NAME.test(upTo.charAt(from - 1))) from -= 1
      return from === upTo.length ? [] : [upTo.slice(from)]
    })
}
