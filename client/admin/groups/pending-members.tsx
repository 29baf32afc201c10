// The people that a group waits for: names from a list whose slips were not used yet.
import { useState } from 'react'
import type { GroupDetails, Slip } from '../../../shared/wire/api/group-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import { count } from '../../words/counts.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { endWords } from '../../words/link-spans.ts'
import { Table, type Column } from '../frame/admin-table.tsx'
import { useServerAction } from '../../parts/requests/use-action.ts'
import { renewSlips, withdraw } from '../../api/admin-groups-api.ts'
import { ChooseSpan, untilOf, type SlipSpan } from './slip-span.tsx'

type PendingMember = GroupDetails['pending'][number]

const COLUMNS: readonly Column<PendingMember>[] = [
  {
    title: 'Who',
    cell: ({ name, account }) => (
      <span className="admin-who">
        <span className="admin-name">{name}</span>{' '}
        {account !== null && <span className="address">{account}</span>}
      </span>
    ),
  },
  { title: 'Slip', cell: ({ until }) => slipWords(until) },
]

function slipWords(until: PendingMember['until']): string {
  if (until === 'over') return 'works no more'
  return until === null ? 'works until it is used' : `works ${endWords(until)}`
}

interface PendingMembersProps {
  readonly group: GroupDetails
  readonly onSlips: (slips: readonly Slip[]) => void
  readonly onChange: () => void
}

export function PendingPart({ group: { id, pending }, onSlips, onChange }: PendingMembersProps) {
  const [anew, setAnew] = useState<PendingMember | 'all' | null>(null)
  const doing = useServerAction(onChange)
  if (pending.length === 0) return null
  return (
    <section className="admin-block">
      <h2 className="section-title">{count(pending.length, 'slip')} not used yet</h2>
      <Table
        label="Not here yet"
        columns={COLUMNS}
        lines={pending}
        keyOf={(one) => one.id}
        renderWays={(one) => (
          <span className="group-line-ways">
            <Button look="quiet" aria-label={`New slip for ${one.name}`} onClick={() => setAnew(one)}>
              New slip
            </Button>
            <Button
              look="quiet"
              aria-label={`Take back the slip of ${one.name}`}
              onClick={() => doing(withdraw(id, one.id), `The slip of ${one.name} does not work any more.`)}
            >
              Take back
            </Button>
          </span>
        )}
      />
      <p className="group-foot">
        <Button onClick={() => setAnew('all')}>Print new slips</Button>
      </p>
      {anew !== null && (
        <AnewCard
          id={id}
          only={anew === 'all' ? null : anew}
          all={pending.length}
          onSlips={(slips) => {
            setAnew(null)
            onSlips(slips)
          }}
          onClose={() => setAnew(null)}
        />
      )}
    </section>
  )
}

interface AnewProps {
  readonly id: string
  /** Null: for all of them. */
  readonly only: PendingMember | null
  readonly all: number
  readonly onSlips: (slips: readonly Slip[]) => void
  readonly onClose: () => void
}

function AnewCard({ id, only, all, onSlips, onClose }: AnewProps) {
  const [span, setSpan] = useState<SlipSpan>('month')
  const [isBusy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  function make(): void {
    setBusy(true)
    renewSlips(id, { until: untilOf(span, Date.now()), ...(only !== null && { only: only.id }) }).then(
      ({ slips }) => onSlips(slips),
      (error: unknown) => {
        setTrouble(wordsOf(error))
        setBusy(false)
      },
    )
  }
  return (
    <Card
      title={only === null ? `New slips for ${all}?` : `A new slip for ${only.name}?`}
      open
      onClose={onClose}
    >
      <div className="stack">
        <p className="card-text">
          Codes are not kept, so new ones are made.{' '}
          {only === null
            ? 'The slips that these people have stop working.'
            : 'The slip they have stops working.'}
        </p>
        <ChooseSpan span={span} onSpan={setSpan} />
        <Trouble text={trouble} />
        <div className="card-foot">
          <Button look="main" aria-busy={isBusy} onClick={() => isBusy || make()}>
            {only === null ? 'Make new slips' : 'Make a new slip'}
          </Button>
        </div>
      </div>
    </Card>
  )
}
