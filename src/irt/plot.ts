export { type ItemLocation, itemLocations } from './plot/item-locations.js';
export {
  type ObservedBin,
  type ObservedItem,
  type ObservedItems,
  type ObserveOptions,
  observeItems,
} from './plot/observed.js';
export { type Overlay, type PlotCurveOptions, type PlotOptions, plotDefaults } from './plot/options.js';
export { type PlotCharacteristicOptions, plotCharacteristic } from './plot/plot-characteristic.js';
export { type PlotInformationOptions, plotInformation } from './plot/plot-information.js';
export { type PlotItemOptions, plotItem } from './plot/plot-item.js';
export { type PlotWrightOptions, plotWrightMap, type WrightPersons } from './plot/plot-wright-map.js';
export { type SheetOptions, sheet } from './plot/sheet.js';
