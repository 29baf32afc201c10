// A world's rights for many at once: for everyone who is signed in, for everybody of another node, and for
// anybody at all.
import { Switch } from '@base-ui/react/switch'
import { X } from 'lucide-react'
import { useId, useState, type FormEvent, type ReactNode } from 'react'
import { frameOf } from '../../shared/folder/world-frame.ts'
import type { OpenRight } from '../../shared/wire/api/sharing-bodies.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { grantNode, openTo } from '../api/sharing-api.ts'
import { copyText } from '../notices/copy-text.ts'
import { Choose } from '../parts/choose.tsx'
import { FramingSites } from './framing-sites.tsx'
import { SharePart, type SharingProps } from './frame/share-part.tsx'
import { CAN, LINK_RIGHTS, OPEN_RIGHTS } from '../words/right-words.ts'
import { useTitle } from '../world/context/use-world.ts'
import '../parts/switch.css'

const RIGHTS = OPEN_RIGHTS.map((value) => ({ value, label: value === 'none' ? 'nothing' : CAN[value] }))
const GIVEN = LINK_RIGHTS.map((value) => ({ value, label: CAN[value] }))

export function OpenToMany(props: SharingProps) {
  const { address, sharing, change } = props
  const give = (to: 'everyone' | 'public', right: OpenRight): void =>
    void change(
      () => openTo(address, { [to]: right }),
      (before) => ({ ...before, [to]: right }),
    )
  return (
    <SharePart title="Many at once">
      <Line
        label="Everyone signed in"
        note="with an account here"
        right={sharing.everyone}
        onGive={(right) => give('everyone', right)}
      />
      <Line
        label="Anyone at all"
        note="including guests and people from other nodes"
        right={sharing.public}
        onGive={(right) => give('public', right)}
      />
      {sharing.public !== 'none' && <Found {...props} />}
      {sharing.public !== 'none' && <Embed address={address} />}
      {sharing.public !== 'none' && <FramingSites {...props} />}
      {sharing.nodes.map(({ node, right }) => (
        <NodeLine key={node} {...props} node={node} right={right} />
      ))}
      <AddNode {...props} />
    </SharePart>
  )
}

interface OpenRightProps {
  readonly label: string
  readonly note: ReactNode
  readonly right: OpenRight
  readonly onGive: (right: OpenRight) => void
}

function Line({ label, note, right, onGive }: OpenRightProps) {
  const id = useId()
  return (
    <div className="share-line">
      <span className="share-who">
        <span className="share-name">{label}</span>
        <span className="share-account" id={id}>
          {note}
        </span>
      </span>
      <Choose
        label={`What ${label.toLowerCase()} can do`}
        aria-describedby={id}
        value={right}
        options={RIGHTS}
        onChoose={onGive}
      />
    </div>
  )
}

function Found({ address, sharing, change }: SharingProps) {
  const id = useId()
  const set = (isFound: boolean): void =>
    void change(
      () => openTo(address, { isFound }),
      (before) => ({ ...before, isFound }),
    )
  return (
    <div className="share-line">
      <span className="share-who">
        <span className="share-name" id={`${id}-name`}>
          Found by search engines
        </span>
        <span className="share-account" id={`${id}-note`}>
          {sharing.isFound
            ? 'what search engines have kept stays with them for a while when you end it'
            : 'search engines are asked to keep nothing of it'}
        </span>
      </span>
      <Switch.Root
        className="switch"
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-note`}
        checked={sharing.isFound}
        onCheckedChange={set}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
    </div>
  )
}

function Embed({ address }: Pick<SharingProps, 'address'>) {
  const title = useTitle()
  const { html } = frameOf({ origin: location.origin, address, title })
  return (
    <div className="share-line">
      <span className="share-who">
        <span className="share-name">To read on a page of another site</span>
        <span className="share-account">of any site, as it is now, and as it is written later</span>
      </span>
      <Button onClick={() => copyText(html, 'The code is copied. Put it into that page.')}>Copy code</Button>
    </div>
  )
}

interface NodeProps extends SharingProps {
  readonly node: string
  readonly right: OpenRight
}

/** Everybody of one other node. */
function NodeLine({ address, change, node, right }: NodeProps) {
  const give = (given: OpenRight): void =>
    void change(
      () => grantNode(address, node, given),
      (before) => ({
        ...before,
        nodes: before.nodes.flatMap((other) =>
          other.node !== node ? other : given === 'none' ? [] : { node, right: given },
        ),
      }),
    )
  return (
    <div className="share-line">
      <span className="share-who">
        <span className="share-name">Everyone on {node}</span>
        <span className="share-account">another node</span>
      </span>
      <Choose
        label={`What everyone on ${node} can do`}
        value={right === 'none' ? 'see' : right}
        options={GIVEN}
        onChoose={give}
      />
      <IconButton label={`Take away access for ${node}`} onClick={() => give('none')}>
        <X size={17} aria-hidden="true" />
      </IconButton>
    </div>
  )
}

function AddNode({ address, change }: SharingProps) {
  const [node, setNode] = useState('')
  const [right, setRight] = useState<(typeof LINK_RIGHTS)[number]>('act')
  const hint = useId()
  function add(event: FormEvent): void {
    event.preventDefault()
    const wanted = node.trim()
    void change(() => grantNode(address, wanted, right)).then((isKept) => isKept && setNode(''))
  }
  return (
    <form className="share-add" onSubmit={add}>
      <input
        className="field-input"
        aria-label="Node to add"
        aria-describedby={hint}
        placeholder="A node, such as house.example"
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        value={node}
        onChange={({ target }) => setNode(target.value)}
      />
      <Choose label="What they can do" value={right} options={GIVEN} onChoose={setRight} />
      <Button type="submit" disabled={node.trim() === ''}>
        Add
      </Button>
      <p className="share-hint" id={hint}>
        Everyone who has an account on that node.
      </p>
    </form>
  )
}
