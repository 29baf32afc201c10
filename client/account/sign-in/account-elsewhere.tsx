// For an invited person with an account on another node: leads there, with the invitation. Its secret goes
// behind the `#`, which no server is told.
import { useState, type FormEvent } from 'react'
import { Button } from '../../parts/button.tsx'
import { focusAndSelect } from '../../parts/autofocus.ts'
import { Field } from '../../parts/field.tsx'
import { pathOfInvited } from '../../navigation/route.ts'
import { parseNodeName, type NodeName } from '../../../shared/world/address.ts'
import { nodeOfUrl } from '../../navigation/world-address.ts'
import { ownNode } from '../../session/own-node.ts'

export function AccountElsewhere({ secret }: { readonly secret: string }) {
  const [isOpen, setOpen] = useState(false)
  const [text, setText] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  const own = ownNode()
  if (own === null) return null
  if (!isOpen) {
    return (
      <button type="button" className="door-link" onClick={() => setOpen(true)}>
        I have an account on another node
      </button>
    )
  }
  function lead(event: FormEvent): void {
    event.preventDefault()
    const place = nodePlaceIn(text, location.protocol)
    if (place === null)
      setTrouble('No node found in that. Write it like ada@house.example, or paste a link to your node.')
    else if (place.node === own) setTrouble('That is this node. Sign in here.')
    else if (own !== null) location.assign(`${place.origin}${pathOfInvited(own, secret)}`)
  }
  return (
    <form className="stack" onSubmit={lead} noValidate>
      <Field
        label="Your account there"
        placeholder="ada@house.example"
        value={text}
        onText={(next) => {
          setText(next)
          setTrouble(null)
        }}
        trouble={trouble}
        hint="Or the address of your node. You take the invitation there, and come back signed in as yourself."
        spellCheck={false}
        autoCapitalize="none"
        inputMode="email"
        ref={focusAndSelect}
      />
      <Button type="submit" className="door-send">
        Go to my node
      </Button>
    </form>
  )
}

interface NodePlace {
  readonly node: NodeName
  /** Such as `https://house.example`. */
  readonly origin: string
}

const LINK = /^https?:\/\//iu
const WITH_PORT = /:\d+$/u

/**
 * The node that somebody means as theirs: by its name, an account there, or a link to one of its pages; and
 * where its pages are. Null: it names no node. `scheme`: of the page that says so, such as `http:`; a name
 * with a port is reached the same way, any other by https.
 */
function nodePlaceIn(text: string, scheme: string): NodePlace | null {
  const trimmed = text.trim()
  const url = LINK.test(trimmed) ? URL.parse(trimmed) : null
  if (url !== null) {
    const node = nodeOfUrl(url)
    return node && { node, origin: url.origin }
  }
  const node = parseNodeName(trimmed.slice(trimmed.lastIndexOf('@') + 1).replace(/\/.*$/u, ''))
  return node && { node, origin: `${WITH_PORT.test(node) ? scheme : 'https:'}//${node}` }
}
