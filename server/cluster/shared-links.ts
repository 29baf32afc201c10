// The connections by which other processes answer clients who came in here, one from each of them.
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../shared/time/clock.ts'
import type { InsideAddress } from '../network/inside-address.ts'
import { connectInside } from './inside-link.ts'
import { SharedDelivery } from './shared-delivery.ts'

/** A process that clients are passed on to. */
export interface Onward {
  readonly address: InsideAddress
  readonly key: Uint8Array
}

interface SharedAnswers {
  readonly name: string
  readonly delivery: SharedDelivery
}

export class SharedLinks {
  readonly #clock: Pick<Clock, 'after'>
  readonly #links = new Map<string, Promise<SharedAnswers | null>>()

  constructor(clock: Pick<Clock, 'after'>) {
    this.#clock = clock
  }

  /** Null when there can be none now. */
  to({ address, key }: Onward): Promise<SharedAnswers | null> {
    const at = nameOf(address)
    const known = this.#links.get(at)
    if (known !== undefined) return known
    const name = randomUUID()
    const forget = (): void => {
      if (this.#links.get(at) === sharing) this.#links.delete(at)
    }
    const share = async (): Promise<SharedAnswers | null> => {
      const purpose = { for: 'answers', name, moves: true } as const
      const link = await connectInside(address, key, purpose, this.#clock).catch(() => null)
      if (link === null) forget()
      return link && { name, delivery: new SharedDelivery(link, this.#clock, forget) }
    }
    const sharing = share()
    this.#links.set(at, sharing)
    return sharing
  }

  /** Nothing comes from that process any more. */
  end({ address }: Pick<Onward, 'address'>): void {
    void this.#links.get(nameOf(address))?.then((sharing) => sharing?.delivery.close())
  }

  close(): void {
    for (const link of this.#links.values()) void link.then((sharing) => sharing?.delivery.close())
  }
}

const nameOf = ({ host, port }: InsideAddress): string => `${host} ${port}`
