// The page of a world that is not open to one, on this node or another: why, a way to knock, what this device
// has of it, and ways on.
import type { ReactNode } from 'react'
import { Calm } from '../../parts/calm.tsx'
import { Link } from '../../parts/route-link.tsx'
import { HOME } from '../../navigation/route.ts'
import { Button } from '../../parts/button.tsx'
import type { Replica } from '../../replica/replica.ts'
import { KeptWork } from './kept-work.tsx'
import { KnockForm } from './knock-form.tsx'
import './not-open.css'

export interface ClosedWorldInfo {
  readonly replica: Replica
  /** One was in it a moment ago. */
  readonly wasIn: boolean
  readonly onRetry: () => void
}

/** The title for a person who was in it a moment ago. */
export const OUTSIDE_NOW = 'You are outside now'

interface ClosedSheetProps extends ClosedWorldInfo {
  readonly title: string
  readonly text: string
  readonly canKnock: boolean
  /** Ways on beside those that there always are. */
  readonly children?: ReactNode
}

export function ClosedSheet({ replica, wasIn, onRetry, title, text, canKnock, children }: ClosedSheetProps) {
  return (
    <>
      <title>{`${title} · Inkland`}</title>
      <Calm title={title} text={text}>
        <div className="not-open">
          {canKnock && <KnockForm address={replica.address} isWaitingAnyway={wasIn} onLetIn={onRetry} />}
          <KeptWork replica={replica} wasIn={wasIn} />
          <div className="not-open-ways">
            <Link to={HOME} className="button">
              See the worlds here
            </Link>
            <Button look="quiet" onClick={onRetry}>
              Try again
            </Button>
            {children}
          </div>
        </div>
      </Calm>
    </>
  )
}

/**
 * The words when one can knock. `why` comes before them for a person who was in a moment ago, and `there`
 * tells where the world would be.
 */
export const knockWords = (wasIn: boolean, why: string, there: 'here' | 'there'): string =>
  wasIn
    ? `${why} This page takes you in by itself once you are allowed back. You can also knock.`
    : `Perhaps the address is mistyped. If the world is ${there}, its owner can let you in: knock, and say who you are.`
