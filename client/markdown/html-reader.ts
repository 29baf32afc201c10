// Reads HTML into plain objects. It does not use the browser's own parser: this app makes no markup from
// strings (Trusted Types), and the result here can neither run, nor fetch anything, nor be put on the screen.
import { Parser } from 'htmlparser2'

export interface HtmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly HtmlNode[]
}

/** Words, or an element with its name in small letters. */
export type HtmlNode = string | HtmlElement

/** Elements may stand in elements as deep as this. */
const DEPTH_MAX = 200

/** The element around all that is read. Throws a RangeError where elements stand too deep in each other. */
export function readHtml(html: string): HtmlElement {
  const root = { name: 'body', attributes: {}, children: [] as HtmlNode[] }
  const open = [root]
  const here = (): HtmlNode[] => (open.at(-1) ?? root).children
  const parser = new Parser({
    onopentag(name, attributes) {
      if (open.length > DEPTH_MAX) throw new RangeError('elements stand too deep in each other')
      const element = { name, attributes, children: [] }
      here().push(element)
      open.push(element)
    },
    ontext(words) {
      const nodes = here()
      const last = nodes.at(-1)
      if (typeof last === 'string') nodes[nodes.length - 1] = last + words
      else nodes.push(words)
    },
    onclosetag: () => open.pop(),
  })
  parser.end(html)
  return root
}

export const isElement = (node: HtmlNode): node is HtmlElement => typeof node !== 'string'

/** An attribute; empty where there is none. */
export const attributeOf = ({ attributes }: HtmlElement, name: string): string => attributes[name] ?? ''

/** The first element in another that is one of these, however deep. */
export function findElement(
  parent: HtmlElement,
  isIt: (element: HtmlElement) => boolean,
): HtmlElement | null {
  for (const child of parent.children.filter(isElement)) {
    const found = isIt(child) ? child : findElement(child, isIt)
    if (found) return found
  }
  return null
}

/** All words in an element, with its breaks. */
export function textIn({ children }: HtmlElement): string {
  return children
    .map((node) => (isElement(node) ? (node.name === 'br' ? '\n' : textIn(node)) : node))
    .join('')
}
