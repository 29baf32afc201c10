// A world as a part of a page of another site: where it is, and the markup that sets it in there.
import { FRAME_PATH } from '../world/framing.ts'
import { pathOfWorld, type Address } from '../world/address.ts'
import { escapeHtml } from '../page/page-html.ts'

/** In pixels. */
const [WIDTH, HEIGHT] = [640, 480]

const framePathOf = (address: Address, isAtWork: boolean): string =>
  pathOfWorld(address).replace(/^\/w\//, isAtWork ? FRAME_PATH : '/embed/')

interface Framed {
  /** Where people find the node. */
  readonly origin: string
  readonly address: Address
  readonly title: string
  /** To be used right there, on sites that its owner names; else to be read. */
  readonly isAtWork?: boolean
  /** In pixels, at most. */
  readonly widthMax?: number
  readonly heightMax?: number
}

/** The markup, and its size in pixels. */
export function frameOf(framed: Framed) {
  const { origin, address, title, isAtWork = false, widthMax = WIDTH, heightMax = HEIGHT } = framed
  const [width, height] = [Math.min(WIDTH, widthMax), Math.min(HEIGHT, heightMax)]
  const source = escapeHtml(`${origin}${framePathOf(address, isAtWork)}`)
  const html = `<iframe src="${source}" width="${width}" height="${height}" title="${escapeHtml(title)}" loading="lazy"></iframe>`
  return { html, width, height }
}
