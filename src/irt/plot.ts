export { type CharacteristicOptions, characteristicCurve } from './plot/characteristic-curve.js';
export { type InformationOptions, informationCurves } from './plot/information-curves.js';
export { type ItemCurveOptions, itemCurves } from './plot/item-curves.js';
export { type ItemLocation, itemLocations } from './plot/item-locations.js';
export {
  type ObservedBin,
  type ObservedItem,
  type ObservedItems,
  type ObserveOptions,
  observeItems,
} from './plot/observed.js';
export { type CurveOptions, type Overlay, type PlotOptions, plotDefaults } from './plot/options.js';
export { type SheetOptions, sheet } from './plot/sheet.js';
export { type WrightOptions, type WrightPersons, wrightMap } from './plot/wright-map.js';
