import { callbackType, type JourneyClient, type JourneyResult, type JourneyStep, journey } from "@forgerock/journey-client";
