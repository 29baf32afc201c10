// Whether who may not edit the world is shown the code of its pages.
import { setShowsMaking } from '../../shared/world/edits/name-edits.ts'
import { SHOWS_MAKING } from '../parts/changes/value-words.ts'
import { FlagField } from '../parts/world/flag-field.tsx'
import { editWithNotice } from '../world/context/act.ts'
import { useShowsMaking, useWorld } from '../world/context/use-world.ts'
import './props.css'

const ID = 'shows-making'

export function ShownMaking() {
  const world = useWorld()
  const isShown = useShowsMaking()
  const state = {
    common: { value: isShown, isMixed: false },
    set: (isOn: boolean) => void editWithNotice(world, (edit) => setShowsMaking(edit, isOn)),
  }
  return (
    <section className="part" aria-label="Code">
      <div className="prop-line">
        <label className="prop-label" id={`${ID}-label`} htmlFor={ID}>
          {SHOWS_MAKING}
        </label>
        <FlagField id={ID} state={state} />
      </div>
      <p id={`${ID}-help`} className="prop-help">
        {isShown
          ? 'Everybody who comes here can read the code on its pages.'
          : 'The code on its pages is left out for people who cannot edit. It is no secret: a program can still read it.'}
      </p>
    </section>
  )
}
