// Taking back what one person wrote in a world since a time, and what they carried off.
import { useCallback, useState } from 'react'
import type { Reverted } from '../../../shared/wire/api/revert-bodies.ts'
import { takeEditsBack } from '../../api/history-api.ts'
import { fetchWriters } from '../../api/sharing-api.ts'
import { fetchLoans } from '../../api/transfers-api.ts'
import { Ago } from '../../parts/ago.tsx'
import { Choose } from '../../parts/choose.tsx'
import { useWorld } from '../../world/context/use-world.ts'
import type { WriterQuestion } from '../../world/taking-back.ts'
import { useTimeTravel } from '../use-time-travel.ts'
import { momentOf, SINCES, type TakeBackSince } from '../words/take-back-since.ts'
import { TakeBackBand } from './take-back-band.tsx'
import { tellTakenBack } from './told-taken-back.ts'

const NOTHING: Reverted = { changed: 0, removed: 0, restored: 0, letters: 0, carried: 0, from: null }

interface TakeBackPersonProps {
  readonly asked: WriterQuestion
  readonly onClose: () => void
}

export function TakeBackPerson({ asked: { account, name }, onClose }: TakeBackPersonProps) {
  const world = useWorld()
  const { address } = useTimeTravel()
  const [since, setSince] = useState<TakeBackSince>('hour')
  const [from, setFrom] = useState(() => momentOf('hour'))
  const tryOut = useCallback(async () => {
    const [{ writers }, { things }] = await Promise.all([fetchWriters(address, from), fetchLoans(address)])
    const hasWritten = writers.some((one) => one.account === account)
    const hasTaken = things.some((loan) => loan.holder === account && loan.since >= from)
    return hasWritten || hasTaken ? takeEditsBack(address, { account, since: from }, true) : NOTHING
  }, [address, account, from])
  function choose(next: TakeBackSince): void {
    setSince(next)
    setFrom(momentOf(next))
  }
  async function take(): Promise<void> {
    const done = await takeEditsBack(address, { account, since: from }, false)
    tellTakenBack(world, `What ${name} wrote`, done)
  }
  return (
    <TakeBackBand
      title={`Take back what ${name} wrote`}
      text={`What others wrote stays, even where they wrote over it. What ${name} made goes to limbo, and what they deleted comes back. What they took out of this world is called back.`}
      nothing={`There is nothing by ${name} to take back.`}
      yes="Take it back"
      tryOut={tryOut}
      onTake={take}
      onClose={onClose}
      renderMore={(would) => <Earliest would={would} from={from} />}
    >
      <div className="take-back-since">
        <span>What they wrote</span>
        <Choose label="Since when" value={since} options={SINCES} onChoose={choose} />
      </div>
    </TakeBackBand>
  )
}

/** When the first of it was written: where rows were joined, that is before the time that was asked for. */
function Earliest({ would, from }: { readonly would: Reverted; readonly from: number }) {
  if (would.from === null) return null
  return (
    <>
      {'. The earliest of it was written '}
      <Ago at={would.from} />
      {would.from < from
        ? ': edits more than a day old are taken back together with the edits next to them.'
        : '.'}
    </>
  )
}
