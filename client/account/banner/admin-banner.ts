// The line of the admins' that stands above every page.
import type { NodeKind } from '../../session/me.ts'

const CLOSED = 'Closed for maintenance.'

/** Empty where there is none. */
export function adminBannerOf({ node }: NodeKind): string {
  const said = node?.banner ?? ''
  return node?.maintenance === true ? `${CLOSED} ${said}`.trim() : said
}
