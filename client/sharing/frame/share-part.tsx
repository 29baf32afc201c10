// A part of the panel: a heading, and its content.
import { useId, type ReactNode } from 'react'
import type { Sharing } from '../../../shared/wire/api/sharing-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import type { ChangeSharing } from './use-sharing.ts'

/** The props of every part. */
export interface SharingProps {
  readonly address: Address
  readonly sharing: Sharing
  readonly change: ChangeSharing
}

interface SharePartProps {
  readonly title: string
  readonly children: ReactNode
}

export function SharePart({ title, children }: SharePartProps) {
  const id = useId()
  return (
    <section className="share-part" aria-labelledby={id}>
      <h3 className="share-title" id={id}>
        {title}
      </h3>
      {children}
    </section>
  )
}

interface WhoProps {
  readonly name: string
  readonly account: string
  readonly more?: ReactNode
}

/** Somebody by their name, and the account word that tells them from others of that name. */
export function Who({ name, account, more }: WhoProps) {
  return (
    <span className="share-who">
      <span className="share-name">{name}</span>
      <span className="share-account">
        <span className="address">{account}</span>
        {more}
      </span>
    </span>
  )
}
