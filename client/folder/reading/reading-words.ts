// How far reading is, in words.
import type { Progress } from './read-picked.ts'

export function readingWords(progress: Progress | null): string {
  return progress === null ? 'Reading' : `Reading ${progress.done} of ${progress.of} files`
}
