// Work that a card waits for: whether it is under way, and why it came to nothing.
import { useState } from 'react'
import { wordsOf } from '../api/request.ts'

interface CardWork {
  readonly isBusy: boolean
  /** Why the last one came to nothing, in plain words; null: it did not. */
  readonly trouble: string | null
  readonly work: (act: () => Promise<void>) => Promise<void>
}

export function useWork(): CardWork {
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  async function work(act: () => Promise<void>): Promise<void> {
    setBusy(true)
    setTrouble(null)
    try {
      await act()
    } catch (error) {
      setTrouble(wordsOf(error))
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, trouble, work }
}
