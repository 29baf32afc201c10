// The things that others carried off out of a world of one's own, each with its way back: it is called back,
// or left to its holder.
import { HandHelping } from 'lucide-react'
import type { LentThings } from '../../../shared/wire/peers/transfer-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { useServerAction } from '../requests/use-action.ts'
import { Ago } from '../ago.tsx'
import { callBack, leaveToThem } from '../../api/transfers-api.ts'
import { TransferLine } from './transfer-line.tsx'
import { outWords } from './transfer-words.ts'
import { nameInWords } from '../../../shared/world/artifact.ts'

interface LentOutLineProps {
  readonly thing: LentThings['things'][number]
  readonly world: Address
  /** Whether the world is named: where things of several are listed. */
  readonly isNamed: boolean
  readonly onChange: () => void
}

export function LentOutLine({ thing, world, isNamed, onChange }: LentOutLineProps) {
  const doing = useServerAction(onChange)
  const name = nameInWords(thing.name)
  return (
    <TransferLine
      icon={HandHelping}
      name={name}
      facts={
        <>
          with <span className="address">{thing.holder}</span>
          {isNamed && (
            <>
              {' '}
              · from <span className="address">{world}</span>
            </>
          )}{' '}
          · <Ago at={thing.since} />
        </>
      }
      state={outWords(thing)}
      deeds={[
        ...(thing.isHere
          ? [
              {
                label: 'Let them keep it',
                does: () => doing(leaveToThem(world, thing.id), `${name} is theirs from now on.`),
              },
            ]
          : []),
        ...(thing.isOnItsWay
          ? []
          : [
              {
                label: 'Call back',
                does: () => doing(callBack(world, thing.id), `${name} is back in its world.`),
              },
            ]),
      ]}
    />
  )
}
