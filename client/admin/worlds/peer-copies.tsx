// The copies of other nodes' worlds that this node keeps, for an admin: their size, when they were used last,
// and throwing one away.
import { useState } from 'react'
import type { WorldCopies } from '../../../shared/wire/api/foreign-place-bodies.ts'
import { Ago } from '../../parts/ago.tsx'
import { count } from '../../words/counts.ts'
import { Button } from '../../parts/button.tsx'
import { Question } from '../../parts/dialog.tsx'
import { dropCopy, fetchCopies } from '../../api/admin-api.ts'
import { sizeWords } from '../../words/size-words.ts'
import { Table, type Column } from '../frame/admin-table.tsx'
import { useRequest } from '../../parts/requests/use-request.ts'

type PeerCopy = WorldCopies['copies'][number]

const titleOf = ({ title, address }: PeerCopy): string => (title.trim() === '' ? address : title)

/** Why a copy stays, in a few words. */
const NEEDED: Readonly<Record<NonNullable<PeerCopy['needed']>, string>> = {
  used: 'someone is there',
  waiting: 'changes are waiting in it',
}

const COLUMNS: readonly Column<PeerCopy>[] = [
  {
    title: 'World',
    cell: (copy) => (
      <span className="admin-who">
        <span className="admin-name">{titleOf(copy)}</span> <span className="address">{copy.address}</span>
      </span>
    ),
  },
  { title: 'Size', isNumber: true, cell: ({ bytes }) => sizeWords(bytes) },
  { title: 'Last used', cell: ({ usedAt }) => <Ago at={usedAt} /> },
  { title: 'Why it is kept', cell: ({ needed }) => (needed === null ? '–' : NEEDED[needed]) },
]

export function PeerCopies() {
  const [asked, again] = useRequest(fetchCopies)
  const [dropping, setDropping] = useState<PeerCopy | null>(null)
  const copies = asked.state === 'here' ? asked.value.copies : []
  if (copies.length === 0) return null
  const bytes = copies.reduce((sum, copy) => sum + copy.bytes, 0)
  return (
    <section aria-labelledby="copies-title" className="kept-copies">
      <h2 id="copies-title" className="section-title">
        Copies of their worlds
      </h2>
      <p className="section-text">
        {count(copies.length, 'world')}, {sizeWords(bytes)}. They open at once, even while their node is
        asleep. When there are too many, those not used for longest are removed.
      </p>
      <Table
        label="Copies of their worlds"
        columns={COLUMNS}
        lines={copies}
        keyOf={({ address }) => address}
        renderWays={(copy) =>
          copy.needed === null && (
            <Button
              look="quiet"
              onClick={() => setDropping(copy)}
              aria-label={`Remove the copy of ${titleOf(copy)}`}
            >
              Remove
            </Button>
          )
        }
      />
      {dropping !== null && (
        <Question
          title={`Remove the copy of “${titleOf(dropping)}”?`}
          text="The world stays on its own node. Here it leaves everyone’s list until someone opens it again, and it will not open while that node is asleep."
          yes="Remove"
          open
          onClose={() => setDropping(null)}
          onYes={async () => {
            await dropCopy(dropping.address)
            again()
          }}
        />
      )}
    </section>
  )
}
