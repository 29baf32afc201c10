// A number, a text or an address; for an address, the worlds that one knows can be chosen from.
import { Globe } from 'lucide-react'
import { Suspense, useState } from 'react'
import { readProp } from '../../shared/world/edits/property-values.ts'
import { notify } from '../notices/notices.ts'
import { useWorld } from '../world/context/use-world.ts'
import { IconButton } from '../parts/button.tsx'
import { worldNameIn } from '../session/own-node.ts'
import { useFieldDraft } from './draft.ts'
import type { PropFieldProps } from './prop-field-props.ts'
import { useInspectorSlots } from './inspector-slots.ts'

/** Chooses among the worlds that one knows, by their names. */
function ChooseWorld({ state, onTrouble }: Pick<PropFieldProps, 'state' | 'onTrouble'>) {
  const { replica } = useWorld()
  const { askDestination } = useInspectorSlots()
  async function ask(): Promise<void> {
    await askDestination('Where should it lead?', replica.address, ({ address }) => {
      const read = readProp(state.prop, worldNameIn(replica.address, address))
      onTrouble(read.ok ? null : read.text)
      if (read.ok) state.set(read.value)
    })
  }
  return (
    <IconButton
      label="Choose a world"
      onClick={() => void ask().catch(() => notify({ text: 'That did not work. Try again.' }))}
    >
      <Globe size={17} aria-hidden="true" />
    </IconButton>
  )
}

export function TypedField({ id, state, trouble, onTrouble }: PropFieldProps) {
  const draft = useFieldDraft({ state, onTrouble })
  const { kind } = state
  const isNumber = kind.type === 'number'
  const isAddress = kind.type === 'address'
  const [isChoosing, setChoosing] = useState(false)
  const { KnownWorlds } = useInspectorSlots()
  return (
    <span className="prop-typed">
      <input
        {...draft}
        id={id}
        className={isNumber ? 'prop-field prop-number' : 'prop-field'}
        type="text"
        inputMode={isNumber && kind.min >= 0 ? 'numeric' : 'text'}
        autoComplete="off"
        spellCheck="false"
        aria-describedby={trouble === null ? `${id}-help` : `${id}-trouble`}
        aria-invalid={trouble !== null}
        {...(isAddress && {
          placeholder: draft.placeholder || 'ada/garden, or a link',
          list: `${id}-worlds`,
          onFocus: () => setChoosing(true),
        })}
      />
      {isChoosing && (
        <Suspense fallback={null}>
          <KnownWorlds id={`${id}-worlds`} />
        </Suspense>
      )}
      {isAddress && <ChooseWorld state={state} onTrouble={onTrouble} />}
      {isNumber && kind.unit !== '' && (
        <span className="prop-unit" aria-hidden="true">
          {kind.unit}
        </span>
      )}
    </span>
  )
}
