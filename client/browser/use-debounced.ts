// Waits for typing to rest.
import { useEffect, useState } from 'react'

/** The typed text, once the typing has paused for so long, in ms. */
export function useDebounced(text: string, ms = 150): string {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), ms)
    return () => clearTimeout(timer)
  }, [text, ms])
  return rested
}
