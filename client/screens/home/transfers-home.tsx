// On home: what is lent or on its way, where anything is.
import { useBetween } from '../../inventory/transfers/use-transfers.ts'
import { Between } from '../../inventory/transfers/transfer-list.tsx'
import { isNothing } from '../../parts/transfers/transfer-words.ts'

export default function BetweenHome() {
  const [all, again] = useBetween()
  if (all === null || isNothing(all)) return null
  return (
    <section aria-labelledby="between-title" className="between-home">
      <h2 id="between-title" className="section-title">
        Things lent and on their way
      </h2>
      <Between all={all} onChange={again} />
    </section>
  )
}
