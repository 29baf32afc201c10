// Says nothing of a short wait.
import { useEffect, useState } from 'react'

/** True once it is shown for so long, in ms: of a shorter wait nothing is said. */
export function useDelay(ms: number): boolean {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), ms)
    return () => clearTimeout(timer)
  }, [ms])
  return isOver
}
