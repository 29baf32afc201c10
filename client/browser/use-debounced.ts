// Waits for typing to rest.
import { useEffect, useState } from 'react'

/** What is typed, once the typing has rested for so long, in ms. */
export function useDebounced(text: string, ms = 150): string {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), ms)
    return () => clearTimeout(timer)
  }, [text, ms])
  return rested
}
