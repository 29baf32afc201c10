// What is told once edits were taken back, and the ways to undo that: from the notice, and as the next undo.
// Either brings back exactly what was taken.
import type { Reverted } from '../../../shared/wire/api/revert-bodies.ts'
import { takeEditsBack } from '../../api/history-api.ts'
import { wordsOf } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import type { World } from '../../world/context/use-world.ts'
import { revertWords } from './revert-words.ts'

/** `what`: the subject of the sentence. */
export function tellTakenBack(
  { replica, undo }: Pick<World, 'replica' | 'undo'>,
  what: string,
  done: Reverted,
): void {
  const text = `${what} has been taken back: ${revertWords(done)}.`
  const { id } = done
  // A merge is undone by merging again.
  if (id === undefined) return notify({ text, timeoutMs: 0 })
  let isUndone = false
  async function putBack(revert: string): Promise<void> {
    if (isUndone) return
    isUndone = true
    try {
      await takeEditsBack(replica.address, { revert }, false)
      notify({ text: `${what} stands again.` })
    } catch (error) {
      isUndone = false
      notify({ text: wordsOf(error) })
    }
  }
  undo.noteServerDeed({ label: 'take back', undo: () => void putBack(id) })
  notify({
    text,
    timeoutMs: 0,
    action: { label: 'Undo', run: () => void putBack(id) },
    isSo: () => !isUndone,
  })
}
