// A world as a part of a page of another site: where it is, and the markup that sets it in there.
import { pathOfWorld, type Address } from '../world/address.ts'
import { escapeHtml } from '../page/page-html.ts'

/** In pixels. */
const [WIDTH, HEIGHT] = [640, 480]

const framePathOf = (address: Address): string => pathOfWorld(address).replace(/^\/w/, '/embed')

interface Framed {
  /** Where people find the node. */
  readonly origin: string
  readonly address: Address
  readonly title: string
  /** In pixels, at most. */
  readonly widthMax?: number
  readonly heightMax?: number
}

/** The markup, and its size in pixels. */
export function frameOf({ origin, address, title, widthMax = WIDTH, heightMax = HEIGHT }: Framed) {
  const [width, height] = [Math.min(WIDTH, widthMax), Math.min(HEIGHT, heightMax)]
  const source = escapeHtml(`${origin}${framePathOf(address)}`)
  const html = `<iframe src="${source}" width="${width}" height="${height}" title="${escapeHtml(title)}" loading="lazy"></iframe>`
  return { html, width, height }
}
