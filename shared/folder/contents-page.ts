// The page of a folder that has none: what it is called, which its board shows, and ways to what is in it.
import type { ArtifactId } from '../world/address.ts'
import { CONTENTS_MAX } from './format/folder-limits.ts'

/** What of a name would be a sign of Markdown. */
const SIGNS = /[\\`*_[\]<>~!&#|]/g

const plain = (name: string): string => name.replace(SIGNS, '\\$&')

/** `name` empty: the list alone. */
export function contentsPage(
  name: string,
  inside: readonly { readonly id: ArtifactId; readonly name: string }[],
): string {
  const heading = name === '' ? '' : `# ${plain(name)}\n\n`
  const lines = inside.slice(0, CONTENTS_MAX).map(({ id, name }) => `- [${plain(name)}](#${id})\n`)
  const rest = inside.length - lines.length
  return `${heading}${lines.join('')}${rest > 0 ? `- and ${rest} more on this floor\n` : ''}`
}
