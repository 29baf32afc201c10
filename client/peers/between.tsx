// Things between nodes, in words: what one put down elsewhere and is on its way, what one was lent, and what others carried off out of one's worlds.
import { HandHelping, Hourglass, Link2, type LucideIcon } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import type { MyThings } from '../../shared/wire/transfers.ts'
import { Ago } from '../app/ago.tsx'
import { useDoing } from '../admin/use-doing.ts'
import { Button } from '../parts/button.tsx'
import { callBack, giveBack, takeBack } from './between-calls.ts'
import { callable, called, lentWords, outWords, wayWords } from './between-words.ts'
import './between.css'

interface Props {
  readonly all: MyThings
  readonly onChange: () => void
}

export function Between({ all: { things, lent, out }, onChange }: Props) {
  const doing = useDoing(onChange)
  return (
    <>
      <Shelf title="On its way">
        {things.map((thing) => (
          <Line
            key={`${thing.node} ${thing.id}`}
            icon={Hourglass}
            name={called(thing.name)}
            facts={
              <>
                to <span className="address">{thing.to ?? thing.node}</span> · put down{' '}
                <Ago at={thing.since} />
              </>
            }
            state={wayWords(thing)}
            deed={thing.isWantedBack ? null : 'Take back'}
            onDeed={() =>
              doing(
                takeBack(thing.node, thing.id),
                `${called(thing.name)} comes back, unless it has already arrived.`,
              )
            }
          />
        ))}
      </Shelf>
      <Shelf title="Lent to you">
        {lent.map((thing) => (
          <Line
            key={`${thing.node} ${thing.id}`}
            icon={Link2}
            name={called(thing.name)}
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
            deed={callable(thing) ? 'Give back' : null}
            onDeed={() =>
              doing(giveBack(thing.node, thing.id), `${called(thing.name)} is back where it was.`)
            }
          />
        ))}
      </Shelf>
      <Shelf title="Lent by you">
        {out.map((thing) => (
          <Line
            key={thing.id}
            icon={HandHelping}
            name={called(thing.name)}
            facts={
              <>
                with <span className="address">{thing.holder}</span> · from{' '}
                <span className="address">{thing.world}</span> · <Ago at={thing.since} />
              </>
            }
            state={outWords(thing)}
            deed={thing.isOnItsWay ? null : 'Call back'}
            onDeed={() =>
              doing(callBack(thing.world, thing.id), `${called(thing.name)} is back in its world.`)
            }
          />
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

interface LineProps {
  readonly icon: LucideIcon
  readonly name: string
  readonly facts: ReactNode
  /** Why it waits; null: nothing is in its way. */
  readonly state: string | null
  readonly deed: string | null
  readonly onDeed: () => void
}

function Line({ icon: Icon, name, facts, state, deed, onDeed }: LineProps) {
  return (
    <li className="between-line">
      <Icon size={18} aria-hidden="true" className="between-icon" />
      <span className="between-name">{name}</span>
      {deed !== null && (
        <Button look="quiet" aria-label={`${deed}: ${name}`} onClick={onDeed}>
          {deed}
        </Button>
      )}
      <span className="between-facts">{facts}</span>
      {state !== null && <span className="between-facts">{state}</span>}
    </li>
  )
}
