// Things that are lent or on their way, in words: things that one put down on another node, that one was lent
// or took along, and that others carried off out of one's worlds.
import { Hourglass, Link2 } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import type { MyThings } from '../../../shared/wire/peers/transfer-bodies.ts'
import { Ago } from '../../parts/ago.tsx'
import { useServerAction } from '../../parts/requests/use-action.ts'
import { giveBack, giveBackHere, takeBack } from '../../api/transfers-api.ts'
import { TransferLine } from '../../parts/transfers/transfer-line.tsx'
import { callable, lentWords, wayWords } from '../../parts/transfers/transfer-words.ts'
import { LentOutLine } from '../../parts/transfers/lent-out.tsx'
import { nameInWords } from '../../../shared/world/artifact.ts'
import '../../parts/transfers/transfers.css'

interface TransferListProps {
  readonly all: MyThings
  readonly onChange: () => void
}

export function TransferList({ all: { things, lent, taken, out }, onChange }: TransferListProps) {
  const doing = useServerAction(onChange)
  return (
    <>
      <Shelf title="On its way">
        {things.map((thing) => (
          <TransferLine
            key={`${thing.node} ${thing.id}`}
            icon={Hourglass}
            name={nameInWords(thing.name)}
            facts={
              <>
                to <span className="address">{thing.to ?? thing.node}</span> · put down{' '}
                <Ago at={thing.since} />
              </>
            }
            state={wayWords(thing)}
            deeds={
              thing.isWantedBack
                ? []
                : [
                    {
                      label: 'Take back',
                      does: () =>
                        doing(
                          takeBack(thing.node, thing.id),
                          `${nameInWords(thing.name)} comes back, unless it has already arrived.`,
                        ),
                    },
                  ]
            }
          />
        ))}
      </Shelf>
      <Shelf title="Lent to you">
        {lent.map((thing) => (
          <TransferLine
            key={`${thing.node} ${thing.id}`}
            icon={Link2}
            name={nameInWords(thing.name)}
            facts={
              <>
                of <span className="address">{thing.of ?? thing.node}</span>
                {thing.since !== null && (
                  <>
                    {' · '}
                    lent <Ago at={thing.since} />
                  </>
                )}
              </>
            }
            state={lentWords(thing)}
            deeds={
              callable(thing)
                ? [
                    {
                      label: 'Give back',
                      does: () =>
                        doing(
                          giveBack(thing.node, thing.id),
                          `${nameInWords(thing.name)} is back where it was.`,
                        ),
                    },
                  ]
                : []
            }
          />
        ))}
      </Shelf>
      <Shelf title="Taken along by you">
        {taken.map((thing) => (
          <TransferLine
            key={thing.id}
            icon={Link2}
            name={nameInWords(thing.name)}
            facts={
              <>
                {thing.world !== null && (
                  <>
                    of <span className="address">{thing.world}</span> ·{' '}
                  </>
                )}
                <Ago at={thing.since} />
              </>
            }
            state={thing.world === null ? 'The world it belongs to is in the bin.' : null}
            deeds={
              thing.world === null
                ? []
                : [
                    {
                      label: 'Give back',
                      does: () =>
                        doing(giveBackHere(thing.id), `${nameInWords(thing.name)} is back where it was.`),
                    },
                  ]
            }
          />
        ))}
      </Shelf>
      <Shelf title="Lent by you">
        {out.map((thing) => (
          <LentOutLine key={thing.id} thing={thing} world={thing.world} isNamed onChange={onChange} />
        ))}
      </Shelf>
    </>
  )
}

function Shelf({ title, children }: { readonly title: string; readonly children: readonly ReactNode[] }) {
  const id = useId()
  if (children.length === 0) return null
  return (
    <section className="between" aria-labelledby={id}>
      <h3 className="between-title" id={id}>
        {title}
      </h3>
      <ul>{children}</ul>
    </section>
  )
}
