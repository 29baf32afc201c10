// Draws a part anew now and then for as long as it is shown: for facts that change with time alone, such as
// who is near.
import { useEffect, useState } from 'react'

export function useWhile(everyMs: number): void {
  const [, setTimes] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setTimes((times) => times + 1), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
}
