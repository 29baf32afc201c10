// Secret links: everybody who has one may do what it says, until it ends or is taken back. Its secret is
// shown once.
import { Plus, X } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { LinkInfo, Sharing } from '../../shared/wire/api/sharing-bodies.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { makeLink, revokeLink } from '../api/sharing-api.ts'
import { ShownLink } from '../parts/links/shown-link.tsx'
import { Choose } from '../parts/choose.tsx'
import { linkOf } from './copy-link.tsx'
import { SharePart, type SharingProps } from './frame/share-part.tsx'
import { CAN, LINK_RIGHTS, WHOEVER_COMES } from '../words/right-words.ts'
import { endWords, SPANS, untilOf, type Span } from '../words/link-spans.ts'

const RIGHTS = LINK_RIGHTS.map((value) => ({ value, label: CAN[value] }))

interface LinkToShow {
  readonly id: string
  readonly url: string
}

export function Links(props: SharingProps) {
  const { sharing, address } = props
  const [made, setMade] = useState<LinkToShow | null>(null)
  const [isMaking, setMaking] = useState(false)
  const isThere = sharing.links.some(({ id }) => id === made?.id)
  function show(id: string, secret: string): void {
    setMade({ id, url: linkOf(address, secret) })
    setMaking(false)
  }
  return (
    <SharePart title="Secret links">
      {sharing.links.length > 0 && (
        <ul className="share-list">
          {sharing.links.map((link) => (
            <Line key={link.id} {...props} link={link} />
          ))}
        </ul>
      )}
      {made !== null && isThere && (
        <div className="share-shown">
          <p>It is shown only once: copy it now, and give it to the people you want here.</p>
          <ShownLink label="The new link" link={made.url} onDone={() => setMade(null)} />
        </div>
      )}
      {isMaking ? (
        <NewLinkForm {...props} onMade={show} onClose={() => setMaking(false)} />
      ) : (
        <Button className="share-new" onClick={() => setMaking(true)}>
          <Plus size={16} aria-hidden="true" /> New link
        </Button>
      )}
    </SharePart>
  )
}

function Line({ link, address, change }: SharingProps & { readonly link: LinkInfo }) {
  const { id, label, right, until, people } = link
  const name = label === '' ? 'A link' : label
  const revoke = (): void =>
    void change(
      () => revokeLink(address, id),
      (before) => ({ ...before, links: before.links.filter((other) => other.id !== id) }),
    )
  return (
    <li className="share-line">
      <span className="share-who">
        <span className="share-name">{name}</span>
        <span className="share-account">
          {CAN[right]} · {endWords(until)} · {people === 0 ? 'not used yet' : `used by ${people}`}
        </span>
      </span>
      <IconButton
        label={`Take back ${label === '' ? 'the link' : `the link “${label}”`}`}
        tip="Take it back, so that it also ends for those who used it"
        onClick={revoke}
      >
        <X size={17} aria-hidden="true" />
      </IconButton>
    </li>
  )
}

interface NewLinkFormProps extends SharingProps {
  readonly onMade: (id: string, secret: string) => void
  readonly onClose: () => void
}

function NewLinkForm({ address, change, onMade, onClose }: NewLinkFormProps) {
  const [label, setLabel] = useState('')
  const [right, setRight] = useState<(typeof LINK_RIGHTS)[number]>('act')
  const [span, setSpan] = useState<Span>('week')
  function make(event: FormEvent): void {
    event.preventDefault()
    void change(async (): Promise<Sharing> => {
      const until = untilOf(span, Date.now())
      const { sharing, id, secret } = await makeLink(address, { right, label: label.trim(), until })
      onMade(id, secret)
      return sharing
    })
  }
  return (
    <form className="share-form" onSubmit={make} aria-label="A new link">
      <input
        className="field-input"
        aria-label="What it is for"
        placeholder="What it is for, such as: parents"
        maxLength={LABEL_MAX}
        autoComplete="off"
        value={label}
        onChange={({ target }) => setLabel(target.value)}
      />
      <div className="share-ways">
        <Choose label="What people can do with it" value={right} options={RIGHTS} onChoose={setRight} />
        <Choose label="How long it lasts" value={span} options={SPANS} onChoose={setSpan} />
      </div>
      <p className="share-hint">{WHOEVER_COMES[right]} They can pass it on.</p>
      <div className="share-ways">
        <Button type="submit" look="main">
          Create link
        </Button>
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

const LABEL_MAX = 100
