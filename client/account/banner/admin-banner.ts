// The line of the admins' that stands above every page.
import type { Place } from '../../session/me.ts'

const CLOSED = 'Closed for maintenance.'

/** Empty where there is none. */
export function bannerOf({ node }: Place): string {
  const said = node?.banner ?? ''
  return node?.maintenance === true ? `${CLOSED} ${said}`.trim() : said
}
