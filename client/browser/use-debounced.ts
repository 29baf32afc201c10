// Waits for something to rest: typing, say.
import { useEffect, useState } from 'react'

/** A value, once it has stayed the same for so long, in ms. */
export function useDebounced<T>(value: T, ms = 150): T {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(() => value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return rested
}
