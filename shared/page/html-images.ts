// Images that a page shows by a tag of HTML, `<img src="map.png" width="300">`, as READMEs and some programs
// write them. Only what such a tag says is read here; nothing of it is ever put into a document.

interface HtmlImage {
  /** In the text that was looked through. */
  readonly from: number
  readonly to: number
  readonly src: string
  /** Null where it has none. */
  readonly alt: string | null
  /** In pixels, where it says so. */
  readonly width: number | null
  readonly height: number | null
}

/** A tag of more letters is none: looking for the ends of many that have none would take minutes. */
const TAG_MAX = 2000
const START = /<!--[\s\S]*?(?:-->|$)|<img(?=[\s/])/gi
const TAG = /^<img(?:[^<>"']|"[^"]*"|'[^']*')*>/i
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g
const LETTERS: Readonly<Record<string, string>> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>' }

/** The images in text of HTML, in order; those in comments are none. */
export function htmlImagesIn(html: string): HtmlImage[] {
  const found: HtmlImage[] = []
  for (const { 0: start, index } of html.matchAll(START)) {
    if (start.startsWith('<!')) continue
    const [tag] = html.slice(index, index + TAG_MAX).match(TAG) ?? []
    if (tag === undefined) continue
    const said = attributesOf(tag.slice('<img'.length, -1))
    const src = said.get('src')?.trim()
    if (src === undefined || src === '') continue
    const sizes = { width: pixels(said.get('width')), height: pixels(said.get('height')) }
    found.push({ from: index, to: index + tag.length, src, alt: said.get('alt') ?? null, ...sizes })
  }
  return found
}

/** Of two of one name the first counts, as in a browser. */
function attributesOf(written: string): ReadonlyMap<string, string> {
  const said = new Map<string, string>()
  for (const [, name = '', ...values] of written.matchAll(ATTRIBUTE)) {
    const value = (values.find((one) => one !== undefined) ?? '').replace(
      /&(amp|quot|apos|lt|gt);/g,
      (letters, name: string) => LETTERS[name] ?? letters,
    )
    if (!said.has(name.toLowerCase())) said.set(name.toLowerCase(), value)
  }
  return said
}

/** Parts of the room around it have no size here. */
function pixels(value: string | undefined): number | null {
  const digits = /^\s*(\d{1,4})(?:px)?\s*$/.exec(value ?? '')?.[1]
  return digits === undefined || Number(digits) === 0 ? null : Number(digits)
}
