// The text of a source file and what it imports and exports, read once for all checks.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'

const parsed = new Map()

/** Throws where a file cannot be read as TypeScript. */
export function parsedFile(root, file) {
  const path = join(root, file)
  const before = parsed.get(path)
  if (before) return before
  const text = readFileSync(path, 'utf8')
  const { module, comments, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file} cannot be read: ${errors[0].message}`)
  const now = { text, module, comments }
  parsed.set(path, now)
  return now
}

/** Its text without comments, which may speak of anything. */
export function codeOf(root, file) {
  const { text, comments } = parsedFile(root, file)
  let code = text
  for (const { start, end } of comments.toReversed()) code = code.slice(0, start) + code.slice(end)
  return code
}
