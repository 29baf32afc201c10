// Asking for something again and again, for as long as somebody looks.

/**
 * Calls `ask` at once, and again so long after each answer, in ms, while the page is looked at. An answer
 * counts only while `isWanted`, which is until the returned function is called.
 */
export function repeatWhileSeen(
  ask: (isWanted: () => boolean) => Promise<unknown>,
  everyMs: number,
): () => void {
  let isOver = false
  let timer: ReturnType<typeof setTimeout> | undefined
  async function turn(): Promise<void> {
    if (!document.hidden) await ask(() => !isOver)
    if (!isOver) timer = setTimeout(() => void turn(), everyMs)
  }
  void turn()
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}
