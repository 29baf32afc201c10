// On home: what of one's own is between nodes, where anything is.
import { useBetween } from './use-between.ts'
import { Between } from './between.tsx'
import { isNothing } from './between-words.ts'

export default function BetweenHome() {
  const [all, again] = useBetween()
  if (all === null || isNothing(all)) return null
  return (
    <section aria-labelledby="between-title" className="between-home">
      <h2 id="between-title" className="section-title">
        Things on other nodes
      </h2>
      <Between all={all} onChange={again} />
    </section>
  )
}
