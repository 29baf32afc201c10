// A world of another node that cannot be entered: that node, or one's own, says why. One can knock where somebody there can let one in, and
// what this device has of it stays one's own.
import { Calm } from '../app/calm.tsx'
import { Link } from '../app/link.tsx'
import { HOME } from '../app/route.ts'
import { nodeOf } from '../../shared/world/address.ts'
import { Button } from '../parts/button.tsx'
import type { Replica, SyncState } from '../replica/replica.ts'
import { Kept } from '../sharing/not-open.tsx'
import { KnockForm } from '../sharing/knock-form.tsx'
import { usePlace } from './use-place.ts'
import '../sharing/not-open.css'

interface Props {
  readonly replica: Replica
  readonly closed: Extract<SyncState, { readonly state: 'closed' }>
  /** One was in it a moment ago. */
  readonly wasIn: boolean
  readonly onRetry: () => void
}

const GONE: Readonly<Partial<Record<Props['closed']['reason'], string>>> = {
  binned: 'Whoever owns it has put it away. It opens again when they take it out of their bin.',
  moved: 'It has another address there now. Ask whoever owns it for that.',
}

export default function ClosedThere({ replica, closed: { reason, text }, wasIn, onRetry }: Props) {
  const { address } = replica
  const node = nodeOf(address) ?? 'its node'
  const place = usePlace(address)
  // That node itself has said that one may do nothing there; else it was never asked.
  const canKnock = reason === 'right' && (place === null || place.right === 'none')
  const title = wasIn ? 'You are outside now' : `This world on ${node} is not open to you`
  const why = GONE[reason] ?? (canKnock ? text : (place?.why ?? text))
  return (
    <>
      <title>{`${title} · Inkland`}</title>
      <Calm
        title={title}
        text={
          canKnock && !wasIn
            ? 'Perhaps the address has a slip in it. If the world is there, whoever owns it can let you in: knock, and say who you are.'
            : canKnock
              ? `${why} This page goes in by itself when you may come again. You can knock, too.`
              : why
        }
      >
        <div className="not-open">
          {canKnock && <KnockForm address={address} isWaitingAnyway={wasIn} onLetIn={onRetry} />}
          <Kept replica={replica} wasIn={wasIn} />
          <div className="not-open-ways">
            <Link to={HOME} className="button">
              See the worlds here
            </Link>
            <Button look="quiet" onClick={onRetry}>
              Try again
            </Button>
          </div>
        </div>
      </Calm>
    </>
  )
}
