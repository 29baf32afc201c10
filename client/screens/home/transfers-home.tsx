// On home: the things that are lent or on their way, if there are any.
import { useTransfers } from '../../inventory/transfers/use-transfers.ts'
import { TransferList } from '../../inventory/transfers/transfer-list.tsx'
import { isNothing } from '../../parts/transfers/transfer-words.ts'

export default function BetweenHome() {
  const [all, again] = useTransfers()
  if (all === null || isNothing(all)) return null
  return (
    <section aria-labelledby="between-title" className="between-home">
      <h2 id="between-title" className="section-title">
        Things lent and on their way
      </h2>
      <TransferList all={all} onChange={again} />
    </section>
  )
}
